// Reads QR codes from the camera: by the browser itself where it can, else by jsQR (loaded only then).
"use strict";
(() => {
  const EACH = 200; // milliseconds between two looks
  const AGAIN = 4000; // the same code in front of the camera is one scan
  let stream, timer;
  let last = { text: "", at: 0 };

  async function reader(decoder) {
    if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
      const detector = new BarcodeDetector({ formats: ["qr_code"] });
      return async (video) => ((await detector.detect(video))[0] || {}).rawValue;
    }
    await script(decoder);
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    return (video) => {
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      pen.drawImage(video, 0, 0);
      const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
      return (jsQR(picture.data, picture.width, picture.height, { inversionAttempts: "dontInvert" }) || {}).data;
    };
  }

  function script(address) {
    if (window.jsQR) return undefined;
    return new Promise((resolve, reject) => {
      const element = document.createElement("script");
      Object.assign(element, { src: address, onload: resolve, onerror: reject });
      document.head.append(element);
    });
  }

  function fresh(text) {
    const now = Date.now();
    const is_new = text !== last.text || now - last.at > AGAIN;
    last = { text, at: now };
    return is_new;
  }

  async function start(video, decoder, found) {
    const read = await reader(decoder);
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    video.srcObject = stream;
    await video.play();
    const look = async () => {
      if (!stream) return;
      const text = video.videoWidth ? await Promise.resolve(read(video)).catch(() => "") : "";
      if (text && fresh(text)) await found(text);
      timer = setTimeout(look, EACH);
    };
    look();
  }

  function stop(video) {
    clearTimeout(timer);
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = undefined;
    video.srcObject = null;
  }

  window.checkinCamera = { start, stop, possible: Boolean(navigator.mediaDevices && navigator.mediaDevices.getUserMedia) };
})();

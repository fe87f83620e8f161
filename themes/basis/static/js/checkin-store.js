// What this device keeps while it stands at the door, in IndexedDB.
//
// "lists": names with the hash of a code (never a code) and who is in, per occasion; gone at the moment the server said, when
// the session is over, or when the person at the door wipes them. Encrypting them here would hide the key beside the lock.
// "queue": scans that are still to be sent, by an id of their own; they hold no name and stay until the server answered.
"use strict";
(() => {
  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("inchecken", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("lists", { keyPath: "occasion" });
      request.result.createObjectStore("queue", { keyPath: "scan" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

  // Resolves when it is written, not when it was asked: a phone may be locked the next moment.
  async function within(store, mode, act) {
    const transaction = (await opened).transaction(store, mode);
    const request = act(transaction.objectStore(store));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request && request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const all = (store) => within(store, "readonly", (rows) => rows.getAll());

  window.checkinStore = {
    list: (occasion) => within("lists", "readonly", (rows) => rows.get(occasion)),
    keep: (list) => within("lists", "readwrite", (rows) => rows.put(list)),
    forget: () => within("lists", "readwrite", (rows) => rows.clear()),
    async forgetOld(now) {
      for (const list of await all("lists")) {
        if (Date.parse(list.until) <= now) await within("lists", "readwrite", (rows) => rows.delete(list.occasion));
      }
    },
    queued: async (occasion) => (await all("queue")).filter((one) => one.occasion === occasion),
    enqueue: (one) => within("queue", "readwrite", (rows) => rows.put(one)),
    drop: (scans) => within("queue", "readwrite", (rows) => scans.forEach((scan) => rows.delete(scan))),
  };
})();

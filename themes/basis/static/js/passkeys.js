// A passkey that fails or is cancelled says so on the page; without this it would only reach the console.
document.addEventListener("allauth.error", (event) => {
  const message = document.getElementById("passkey-failed");
  if (!message) return;
  event.preventDefault();
  message.hidden = false;
  message.scrollIntoView({ block: "nearest" });
});

// Tells the server the zone of this device, so that a new account's study days begin at its 04:00.
const field = document.querySelector("[data-time-zone]");
if (field && !field.value) field.value = Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";

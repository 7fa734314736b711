// Shows notices while no page of the console is open; what they open is asked for signed in.
"use strict";
self.addEventListener("push", (event) => {
  const told = event.data.json();
  event.waitUntil(self.registration.showNotification(told.title, {
    body: told.body, tag: told.topic, data: told.path, lang: "zh-CN",
    icon: "/console/static/icon.svg",
  }));
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});

// Shows nothing and keeps nothing: phones notify only through a worker, and this one brings the
// page back into sight when a notification is touched.
self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const back = async () => {
    const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    const page = pages.find(({ url }) => url === event.notification.data) ?? pages[0];
    await (page ? page.focus() : self.clients.openWindow(event.notification.data ?? '/'));
  };
  event.waitUntil(back());
});

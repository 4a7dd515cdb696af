/*
 * Shows what Vigie pushes to this browser, and opens the alert that it is about. What is pushed is encrypted by our own server,
 * and still only a path of this origin is ever opened.
 */
self.addEventListener('push', (event) => {
  event.waitUntil(show(event.data))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(open(event.notification.data?.path))
})

async function show(data) {
  const { title = 'Vigie', body = '', path = '/', tag, language = 'en' } = read(data)
  // The same alerts under the same tag: what is shown already is not shown twice.
  await self.registration.showNotification(title, { body, tag, lang: language, data: { path }, icon: '/icon.svg' })
}

function read(data) {
  try {
    return data?.json() ?? {}
  } catch {
    return {}
  }
}

async function open(path) {
  const url = new URL(typeof path === 'string' ? path : '/', self.location.origin)
  if (url.origin !== self.location.origin) return
  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const shown = windows.find((each) => new URL(each.url).pathname === url.pathname) ?? windows[0]
  if (!shown) {
    await self.clients.openWindow(url.href)
    return
  }
  await shown.focus()
  if (shown.url === url.href) return
  // A window that this worker does not control cannot be led anywhere: it gets company.
  await shown.navigate(url.href).catch(() => self.clients.openWindow(url.href))
}

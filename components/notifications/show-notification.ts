interface Shown {
  body: string
  /** Of two with the same tag one is shown. */
  tag: string
  /** Of this origin: what the worker opens when it is pressed. */
  path: string
}

/**
 * A notification of the page's own. Chrome on Android lets no page make one and throws, whatever was permitted: the worker that push
 * messages have shows it then, where this browser has it.
 *
 * @returns whether it is shown.
 */
export async function showNotification(title: string, { body, tag, path }: Shown): Promise<boolean> {
  const options = { body, tag, data: { path } }
  try {
    new Notification(title, options)
    return true
  } catch {
    return showByWorker(title, options)
  }
}

async function showByWorker(title: string, options: NotificationOptions): Promise<boolean> {
  try {
    const registration = await navigator.serviceWorker.getRegistration()
    await registration?.showNotification(title, options)
    return registration !== undefined
  } catch {
    return false
  }
}

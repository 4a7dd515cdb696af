/*
 * Web Push in this browser. A subscription is made for the key of the installation; what the server calls it is the digest of
 * its endpoint, so a browser finds itself in the list without the list saying how it is reached.
 */
export type PushAbility =
  /** It can, and nobody has said no. */
  | 'able'
  /** Somebody has said no in the browser's own settings, and only there can it be changed. */
  | 'denied'
  /** The page is not on https: or localhost. */
  | 'insecure'
  /** The browser has no Web Push; on an iPhone only what was added to the home screen has. */
  | 'unable'

export function pushAbility(window: Window & typeof globalThis): PushAbility {
  if (!window.isSecureContext) return 'insecure'
  if (!('serviceWorker' in window.navigator) || !('PushManager' in window) || !('Notification' in window))
    return 'unable'
  return window.Notification.permission === 'denied' ? 'denied' : 'able'
}

const worker = '/push-worker.js'

/** @returns what this browser is called in the list; null while it has no subscription. */
export async function knownAddress(): Promise<string | null> {
  const registration = await navigator.serviceWorker.getRegistration(worker)
  const subscription = await registration?.pushManager.getSubscription()
  return subscription ? addressOf(subscription.endpoint) : null
}

export async function addressOf(endpoint: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(endpoint))
  return `push:${base64url(new Uint8Array(digest))}`
}

export interface BrowserSubscription {
  endpoint: string
  keys: { p256dh: string; auth: string }
}

/** Asks for permission, which only an answer to a press may. @returns null when the person said no. */
export async function subscribe(pushKey: string): Promise<BrowserSubscription | null> {
  if ((await Notification.requestPermission()) !== 'granted') return null
  await navigator.serviceWorker.register(worker)
  const { pushManager } = await navigator.serviceWorker.ready
  const before = await pushManager.getSubscription()
  // One that was made for another key takes no messages of ours.
  if (before && !isFor(before, pushKey)) await before.unsubscribe()
  const options = { userVisibleOnly: true, applicationServerKey: bytesOf(pushKey) }
  const subscription = await pushManager.subscribe(options)
  return toSent(subscription)
}

export async function unsubscribe(): Promise<void> {
  const registration = await navigator.serviceWorker.getRegistration(worker)
  await (await registration?.pushManager.getSubscription())?.unsubscribe()
}

function toSent(subscription: PushSubscription): BrowserSubscription {
  const key = (name: PushEncryptionKeyName) =>
    base64url(new Uint8Array(subscription.getKey(name) ?? new ArrayBuffer(0)))
  return { endpoint: subscription.endpoint, keys: { p256dh: key('p256dh'), auth: key('auth') } }
}

function isFor(subscription: PushSubscription, pushKey: string): boolean {
  const key = subscription.options.applicationServerKey
  return key !== null && base64url(new Uint8Array(key)) === pushKey
}

export function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes))
  return text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (each) => each.charCodeAt(0))
}

/** Chrome, Linux: what a person calls this browser, as far as it says so itself. */
export function deviceName(userAgent: string): string {
  const find = (known: readonly Known[]) => known.find(([mark]) => userAgent.includes(mark))?.[1]
  const [browser = 'Browser', system] = [find(browsers), find(systems)]
  return system === undefined ? browser : `${browser}, ${system}`
}

type Known = readonly [mark: string, name: string]

/** Each says that it is what stands below it as well. */
const browsers: readonly Known[] = [
  ['Edg', 'Edge'],
  ['OPR/', 'Opera'],
  ['SamsungBrowser/', 'Samsung Internet'],
  ['Firefox/', 'Firefox'],
  ['FxiOS/', 'Firefox'],
  ['CriOS/', 'Chrome'],
  ['Chrome/', 'Chrome'],
  ['Safari/', 'Safari'],
]

const systems: readonly Known[] = [
  ['Android', 'Android'],
  ['iPhone', 'iPhone'],
  ['iPad', 'iPad'],
  ['Windows', 'Windows'],
  ['Mac OS X', 'macOS'],
  ['CrOS', 'ChromeOS'],
  ['Linux', 'Linux'],
]

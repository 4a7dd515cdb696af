/*
 * What somebody looked for, for the way back to it. It is kept in this tab only and for this viewer only, by the entry of the tab's
 * history. Words are names: they stand neither in the address nor in the history, from where nobody could take them back when
 * somebody signs out. Next keeps no state of others in the history either when it refreshes a page.
 */
const prefix = 'vigie-customer-search'

/** @returns null where the browser does not say which entry of its history is shown. */
function placeOf(viewer: string): string | null {
  const key = 'navigation' in window ? window.navigation.currentEntry?.key : undefined
  return key === undefined ? null : `${prefix} ${viewer} ${key}`
}

/** Keeps the words of the entry that is shown. Browsers may forbid it. */
export function keepWords(viewer: string, words: string): void {
  const place = placeOf(viewer)
  if (place === null) return
  try {
    if (words === '') sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, words)
  } catch {
    return
  }
}

/** The words of the entry that is shown; empty where none were kept. */
export function keptWords(viewer: string): string {
  const place = placeOf(viewer)
  try {
    return place === null ? '' : (sessionStorage.getItem(place) ?? '')
  } catch {
    return ''
  }
}

/** Takes all of them away, whoever's they are. */
export function forgetWords(): void {
  try {
    for (const place of Object.keys(sessionStorage)) if (place.startsWith(prefix)) sessionStorage.removeItem(place)
  } catch {
    return
  }
}

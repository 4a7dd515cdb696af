import type { Page } from '@playwright/test'

/** One moment of the wall, as the page showed it. */
export interface Shown {
  received: number
  stored: number
  inFlight: number
  /** The digits that eyes see, which are not those that a screen reader says. */
  receivedSeen: number
  /** Epoch ms, by the clock of the page. */
  at: number
}

export interface ShownLabels {
  received: string
  stored: string
  inFlight: string
}

declare global {
  interface Window {
    vigieShown?: Shown[]
  }
}

/** From the first paint of every page to come, notes what the wall shows after every change of the document. */
export async function noteShownNumbers(page: Page, labels: ShownLabels): Promise<() => Promise<Shown[]>> {
  await page.addInitScript(noteInPage, labels)
  return () => page.evaluate(() => window.vigieShown ?? [])
}

/** Runs in the page; it can use nothing from outside itself. */
function noteInPage(labels: ShownLabels): void {
  const shown: Shown[] = []
  window.vigieShown = shown

  const groupOf = (label: string): Element | undefined =>
    [...document.querySelectorAll('[role=group][aria-labelledby]')].find((group) => {
      const id = group.getAttribute('aria-labelledby')
      return id !== null && document.getElementById(id)?.textContent === label
    })

  const numberOf = (text: string | null | undefined): number => {
    const digits = text?.replaceAll(/\D/g, '') ?? ''
    return digits === '' ? Number.NaN : Number(digits)
  }

  const read = (label: string): { said: number; seen: number } => {
    const group = groupOf(label)
    const hidden = group?.querySelector('[aria-hidden=true]')
    const seen = numberOf(hidden?.textContent ?? group?.textContent)
    const said = hidden ? numberOf(group?.textContent?.slice(0, -(hidden.textContent?.length ?? 0))) : seen
    return { said, seen }
  }

  const note = (): void => {
    const received = read(labels.received)
    const [stored, inFlight] = [read(labels.stored).said, read(labels.inFlight).said]
    // While the page is still coming some of them are not there.
    if ([received.said, received.seen, stored, inFlight].some(Number.isNaN)) return
    shown.push({ received: received.said, receivedSeen: received.seen, stored, inFlight, at: Date.now() })
  }

  new MutationObserver(note).observe(document, { subtree: true, childList: true, characterData: true })
}

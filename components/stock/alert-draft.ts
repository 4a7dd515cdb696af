import { createContext } from 'react'

/** By id of the alert, the one written on last behind the others. */
export type Drafts = ReadonlyMap<string, string>

/** Of alerts that were left half talked about; a day's, so that a screen that stays open for weeks holds no more. */
const mostDrafts = 50

export interface DraftChange {
  /** Id of the alert. */
  of: string
  text: string
}

export function hasWords(drafts: Drafts, of: string): boolean {
  return (drafts.get(of) ?? '').trim() !== ''
}

/** @param text empty: the draft is gone. */
export function writeDraft(drafts: Drafts, { of, text }: DraftChange): Drafts {
  const others = [...drafts].filter(([id]) => id !== of)
  return new Map(text === '' ? others : [...others, [of, text] as const].slice(-mostDrafts))
}

/** What was sent is no draft any more, but for what was written since. */
export function dropSent(drafts: Drafts, sent: DraftChange): Drafts {
  return drafts.get(sent.of) === sent.text ? writeDraft(drafts, { ...sent, text: '' }) : drafts
}

interface AlertDrafts {
  drafts: Drafts
  change: (how: (drafts: Drafts) => Drafts) => void
}

/**
 * The comments that are being written. They outlive whatever else is looked at meanwhile. An alert stays where it is looked
 * at for as long as there are words about it, also once it is closed: they would be lost with it. The list knows them as well,
 * so that no key takes another in its place.
 */
export const AlertDraft = createContext<AlertDrafts>({ drafts: new Map(), change: () => undefined })

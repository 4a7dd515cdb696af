import type { Crossing, Recipient } from '../notification.ts'
import { messageDigest } from '../message-digest.ts'
import { alertsOf } from '../stock-mail.ts'
import { byUrgency, stockWords } from '../stock-words.ts'
import type { PushMessage } from './push-service.ts'
import { onOneLine } from '../one-line.ts'

/** What `public/push-worker.js` shows; it trusts nothing else of it. */
interface Shown {
  title: string
  body: string
  /** A path of this origin. */
  path: string
  /** One that is shown again under the same tag takes the place of the one before. */
  tag: string
  language: string
}

/** A lock screen has room for so much. */
const maxLines = 3
const maxTitle = 120
const maxLine = 160

/** @param crossings at least one. */
export function stockPush(crossings: readonly Crossing[], to: Pick<Recipient, 'address' | 'language'>): PushMessage {
  const { subject, line, more } = stockWords[to.language]
  const sorted = byUrgency(crossings)
  const rest = sorted.length - maxLines
  const lines = sorted.slice(0, maxLines).map((crossing) => onOneLine(line(crossing)).slice(0, maxLine))
  const [first] = sorted
  const tag = messageDigest(alertsOf(crossings), to)
  const shown: Shown = {
    title: onOneLine(subject(sorted)).slice(0, maxTitle),
    body: [...lines, ...(rest > 0 ? [more(rest)] : [])].join('\n'),
    path: first && sorted.length === 1 ? pathOf(first) : '/stock',
    tag,
    language: to.language,
  }
  // RFC 8030, 5.4: at most 32 characters.
  return { payload: JSON.stringify(shown), topic: tag.slice(0, 32) }
}

function pathOf({ sku, alert }: Crossing): string {
  const path = `/stock/${encodeURIComponent(sku)}?alert=${encodeURIComponent(alert)}`
  return path.length <= 1000 ? path : '/stock'
}

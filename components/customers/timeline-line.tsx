'use client'

import { CreditCard, Headphones, Mail, Radio, User } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import type { TimelineEntry, TimelineKind } from '#contract/timeline.ts'
import { timelineKindOf } from '#contract/timeline.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { EntryWords } from './entry-words.tsx'

/** Time, sign, sentence, length. */
export const lineGrid = 'grid grid-cols-[3rem_1.25rem_minmax(0,1fr)_auto] items-start gap-x-2 py-1'

const icons: Record<TimelineKind, LucideIcon> = {
  visit: Radio,
  order: CreditCard,
  mail: Mail,
  contact: Headphones,
  account: User,
  other: Radio,
}

/** In minutes; to the second, and with its day, for whoever points at it. */
export function EntryTime({ at, now }: { at: number; now: number }) {
  const formats = useFormats()
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={`${formats.day(at, now)}, ${formats.second(at)}`}
      className="text-right text-ink-faint"
    >
      {formats.minute(at)}
    </time>
  )
}

/** Something that did not happen during a visit. */
export function TimelineLine({ entry, now }: { entry: TimelineEntry; now: number }) {
  const Icon = icons[timelineKindOf(entry.type)]
  return (
    <li className={`${lineGrid} pb-2`}>
      <EntryTime at={entry.at} now={now} />
      <span className="grid size-5 place-items-center">
        <Icon aria-hidden="true" strokeWidth={1.6} className="size-4 text-ink-faint" />
      </span>
      <EntryWords entry={entry} now={now} />
      <span />
    </li>
  )
}

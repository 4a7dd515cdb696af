'use client'

import { useTranslations } from 'next-intl'
import type { AttendeeRow, ProductRow } from '#contract/views/meetings.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { BriefSection } from './brief-section.tsx'
import type { TalkingPoint } from './talking-points.ts'
import { talkingPoints } from './talking-points.ts'
import { useAttendeeName } from './use-attendee-name.ts'

interface WorthSayingProps {
  attendees: readonly AttendeeRow[]
  products: readonly ProductRow[]
  now: number
}

/** Facts to talk about, and nothing but facts. */
export function WorthSaying({ attendees, products, now }: WorthSayingProps) {
  const t = useTranslations('meetings.points')
  const wordsOf = usePointWords(now)
  const points = talkingPoints({ attendees, products, now, nameOf: useAttendeeName() })
  return (
    <BriefSection id="points" title={t('title')} aside={t('factsOnly')} isFirst>
      {points.length === 0 && <p className="py-2 text-ink-muted">{t('none')}</p>}
      <ol>
        {points.map((point, index) => {
          const { lead, more } = wordsOf(point)
          return (
            <li
              key={`${point.point} ${lead}`}
              className="grid grid-cols-[1.25rem_minmax(0,1fr)] border-b border-line py-2 last:border-0"
            >
              <span aria-hidden="true" className="text-ink-faint">
                {index + 1}
              </span>
              <span className="wrap-anywhere">
                {lead}
                {more !== '' && <span className="block text-12 text-ink-muted">{more}</span>}
              </span>
            </li>
          )
        })}
      </ol>
    </BriefSection>
  )
}

function usePointWords(now: number): (point: TalkingPoint) => { lead: string; more: string } {
  const t = useTranslations('meetings.points')
  const formats = useFormats()
  return (point) => {
    switch (point.point) {
      case 'ticket': {
        const { id, who, title, openedAt } = point
        const isWhole = who !== '' && title !== ''
        return {
          lead: t('ticket', { id, time: formats.since(openedAt, now) }),
          more: isWhole ? t('ticketOf', { who, title }) : who || title,
        }
      }
      case 'onSite':
        return { lead: t('onSite', { who: point.who }), more: point.page }
      case 'readMost':
        return { lead: t('readMost', { who: point.who, page: point.page, count: point.count }), more: '' }
      case 'short':
        return {
          lead: t('short', { product: point.product, units: formats.integer(point.inWarehouses) }),
          more: t('shortWhy', { count: point.seen }),
        }
      case 'delivery':
        return {
          lead: t('delivery', {
            product: point.product,
            units: formats.integer(point.quantity),
            day: formats.day(point.expectedAt, now),
          }),
          more: '',
        }
      case 'prospect':
        return { lead: t('prospect', { who: point.who }), more: '' }
      case 'lastOrder':
        return {
          lead: t('lastOrder', { who: point.who, time: formats.since(point.at, now) }),
          more: t('ordersSoFar', { count: point.orders }),
        }
    }
  }
}

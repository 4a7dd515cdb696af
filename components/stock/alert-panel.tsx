'use client'

import { MessageSquare } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { use, useRef, useState } from 'react'
import type { StockAlertRow, StockCommentRow, StockPlaceRow } from '#contract/views/stock.ts'
import { AgeMark } from '#components/age-mark/age-mark.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { Button } from '#components/ui/button.tsx'
import type { ViewAge } from '#components/wall/use-view-age.ts'
import { AlertBadge } from './alert-badge.tsx'
import { AlertDraft, hasWords, writeDraft } from './alert-draft.ts'
import { CommentPane } from './comment-pane.tsx'
import { Holder } from './holder.tsx'
import { SnoozeButton } from './snooze-button.tsx'
import { TakeOrGiveBack } from './take-button.tsx'
import { useStockWords } from './use-stock-words.ts'

interface AlertPanelProps {
  alert: StockAlertRow
  /** Absent once its level is no longer there. */
  place: StockPlaceRow | undefined
  comments: readonly StockCommentRow[]
  viewAge: ViewAge
  /** It is closed, and the words that kept it are gone: it will not be there to hold the focus. */
  onDiscard: () => void
}

const thumb = 'max-tablet:h-12 max-tablet:w-full max-tablet:text-15'
const placeStyle = 'truncate font-strong max-tablet:w-full max-tablet:text-18 max-tablet:font-title'

/**
 * One alert and what can be done about it: a line of the subject, on a phone what the sheet is made of. Of one that is
 * closed nothing but the words that somebody was writing.
 */
export function AlertPanel({ alert, place, comments, viewAge, onDiscard }: AlertPanelProps) {
  const t = useTranslations('stock')
  const { drafts, change } = use(AlertDraft)
  const [talk, setTalk] = useState<'shut' | 'found' | 'asked'>(() => (hasWords(drafts, alert.id) ? 'found' : 'shut'))
  const isTalking = talk !== 'shut' || alert.state === 'closed'
  const { grey, now } = viewAge
  const toggle = (): void => {
    setTalk(isTalking ? 'shut' : 'asked')
  }
  const discard = (): void => {
    change((drafts) => writeDraft(drafts, { of: alert.id, text: '' }))
    onDiscard()
  }
  return (
    <section
      aria-label={t('alertOf', { place: alert.placeName })}
      className="tablet:mt-4 tablet:border-y tablet:border-line tablet:py-2.5"
    >
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        {alert.state === 'closed' ? (
          <ClosedMeanwhile place={alert.placeName} onDiscard={discard} />
        ) : (
          <>
            <AlertHead alert={alert} viewAge={viewAge} />
            <PhoneFacts alert={alert} place={place} grey={grey} now={now} />
            <AlertActions alert={alert} place={place} now={now} isTalking={isTalking} onTalk={toggle} />
          </>
        )}
      </div>
      {isTalking && <CommentPane alert={alert} comments={comments} now={now} isAsked={talk === 'asked'} />}
    </section>
  )
}

function ClosedMeanwhile({ place, onDiscard }: { place: string; onDiscard: () => void }) {
  const t = useTranslations('stock')
  return (
    <>
      <h3 className={`max-tablet:pr-10 ${placeStyle}`}>{place}</h3>
      <p role="alert" className="min-w-48 flex-1 text-12 text-ink-muted">
        {t('closedMeanwhile')}
      </p>
      <Button onClick={onDiscard} className={thumb}>
        {t('discard')}
      </Button>
    </>
  )
}

function AlertHead({ alert, viewAge: { age, grey, now } }: Pick<AlertPanelProps, 'alert' | 'viewAge'>) {
  const words = useStockWords()
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-x-2.5 gap-y-1 max-tablet:w-full max-tablet:pr-10">
      <AlertBadge alert={alert} grey={grey}>
        {words.alert(alert, now)}
      </AlertBadge>
      <span className="text-12 tablet:hidden">
        <AgeMark age={age} now={now} />
      </span>
      <h3 className={placeStyle}>{alert.placeName}</h3>
      <p className="truncate text-ink-muted tablet:hidden">{alert.title}</p>
      <span className="text-12 max-tablet:hidden">
        <Holder alert={alert} now={now} />
      </span>
    </div>
  )
}

interface AlertActionsProps extends Pick<AlertPanelProps, 'alert' | 'place'> {
  now: number
  isTalking: boolean
  onTalk: () => void
}

function AlertActions({ alert, place, now, isTalking, onTalk }: AlertActionsProps) {
  const t = useTranslations('stock')
  const take = useRef<HTMLButtonElement>(null)
  return (
    <div className="ml-auto flex flex-wrap justify-end gap-2 max-tablet:grid max-tablet:w-full max-tablet:grid-cols-2">
      <span className="contents max-tablet:order-first max-tablet:col-span-2 max-tablet:block">
        <TakeOrGiveBack ref={take} alert={alert} className={thumb} />
      </span>
      {alert.state !== 'snoozed' && (
        <SnoozeButton
          alert={alert}
          delivery={place?.nextDelivery?.at ?? null}
          now={now}
          className={thumb}
          next={take}
        />
      )}
      <Button aria-expanded={isTalking} onClick={onTalk} className={thumb}>
        <MessageSquare aria-hidden="true" strokeWidth={1.6} />
        {alert.comments === 0 ? t('comment') : t('commentsCount', { count: alert.comments })}
      </Button>
    </div>
  )
}

/** The three numbers that a thumb decides by. */
function PhoneFacts({
  alert,
  place,
  grey,
  now,
}: Pick<AlertPanelProps, 'alert' | 'place'> & { grey: boolean; now: number }) {
  const t = useTranslations('stock')
  const formats = useFormats()
  const words = useStockWords()
  const delivery = place?.nextDelivery ?? null
  const facts = [
    [t('atStake'), words.stake(alert.atStakeMinor, alert.currency) ?? t('notKnown')],
    [t('demand'), place === undefined ? t('notKnown') : t('perHourOf', { rate: formats.rate(place.unitsPerHour) })],
    [t('nextDelivery'), delivery === null ? t('none') : formats.shortDay(delivery.at)],
  ] as const
  return (
    <>
      <dl className="flex w-full flex-wrap justify-between gap-x-4 gap-y-2 tablet:hidden">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt className="text-12 text-ink-muted">{label}</dt>
            <dd className={`text-20 font-number tracking-[-0.015em] ${grey ? 'text-stale' : ''}`}>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="w-full text-12 tablet:hidden">
        <Holder alert={alert} now={now} />
      </p>
    </>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import { memo } from 'react'
import type { QuarantinedRequest } from '#contract/quarantine.ts'
import { lineId } from '#components/events/use-steps.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { useServerNow } from '#components/live/use-connection.ts'
import { stageKeys } from './stage-key.ts'
import { useReasonWords } from './use-reason-words.ts'

interface QuarantineListProps {
  requests: readonly QuarantinedRequest[]
  open: string | null
  current: string | null
  onOpen: (id: string) => void
}

const grid = 'grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 tablet:grid-cols-[8.5rem_8rem_7rem_minmax(0,1fr)_auto]'

/** Requests that could not be taken, newest first. */
export function QuarantineList({ requests, open, current, onOpen }: QuarantineListProps) {
  const t = useTranslations('quarantine')
  const now = useServerNow(60_000) ?? 0
  return (
    <>
      <div
        aria-hidden="true"
        className={`${grid} sticky top-23 z-2 hidden h-7 items-center border-b border-line bg-surface px-6 text-12 text-ink-faint tablet:grid`}
      >
        <span>{t('time')}</span>
        <span>{t('source')}</span>
        <span>{t('stage')}</span>
        <span>{t('why')}</span>
      </div>
      <ol aria-label={t('list')}>
        {requests.map((request) => (
          <Line
            key={request.id}
            request={request}
            isOpen={request.id === open}
            isCurrent={request.id === current}
            now={now}
            onOpen={onOpen}
          />
        ))}
      </ol>
    </>
  )
}

interface LineProps {
  request: QuarantinedRequest
  isOpen: boolean
  isCurrent: boolean
  now: number
  onOpen: (id: string) => void
}

const Line = memo(function Line({ request, isOpen, isCurrent, now, onOpen }: LineProps) {
  const t = useTranslations('quarantine')
  const formats = useFormats()
  const reasonWords = useReasonWords()
  const at = Date.parse(request.receivedAt)
  const isToday = now === 0 || formats.date(at) === formats.date(now)
  return (
    <li className="border-b border-line">
      <button
        type="button"
        id={lineId(request.id)}
        tabIndex={isCurrent ? 0 : -1}
        aria-current={isOpen ? 'true' : undefined}
        onClick={() => {
          onOpen(request.id)
        }}
        className={`${grid} h-12 w-full content-center items-center px-4 text-left text-12 text-ink-muted hover:bg-fill aria-[current=true]:bg-accent-soft aria-[current=true]:shadow-[inset_2px_0_var(--accent)] tablet:h-8 tablet:px-6`}
      >
        <time
          dateTime={request.receivedAt}
          title={`${formats.day(at, now || at)}, ${formats.second(at)}`}
          className="truncate text-ink-faint max-tablet:order-2 max-tablet:text-right"
        >
          {isToday ? formats.second(at) : formats.since(at, now)}
        </time>
        <span className="truncate max-tablet:order-3">{request.source}</span>
        <span className="truncate max-tablet:order-4 max-tablet:text-right">
          {t(`stages.${stageKeys[request.stage]}`)}
        </span>
        <span className="truncate font-strong text-ink max-tablet:order-1">{reasonWords(request)}</span>
        <span className="text-right max-tablet:hidden">{request.state !== 'open' && t(`is.${request.state}`)}</span>
      </button>
    </li>
  )
})

'use client'

import { Hand, Undo2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { ArrivalAnswer, CallOutcome } from '#contract/arrivals.ts'
import type { ArrivalRow } from '#contract/views/customers.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { control } from '#components/ui/field.tsx'
import { ArrivalFailure } from './arrival-failure.tsx'
import { noteCall, releaseArrival, takeArrival } from './arrival-requests.ts'

/** The same order as in the menu of a call: what ends it first. */
const outcomes: readonly CallOutcome[] = ['reached', 'no-answer', 'call-back', 'wrong-number']

const thumb = 'max-tablet:h-11'

/** *I take this one*; the screen says who has it as soon as the log does. */
export function TakeArrival({ arrival, name }: { arrival: ArrivalRow; name: string }) {
  const t = useTranslations('customers.new')
  const { pending, failure, run } = useRequest<ArrivalAnswer>()
  return (
    <>
      <Button
        variant="primary"
        className={thumb}
        aria-disabled={pending}
        aria-label={t('takeOf', { name })}
        onClick={() => {
          if (!pending) void run(takeArrival(arrival.id))
        }}
      >
        <Hand aria-hidden="true" strokeWidth={1.6} />
        {t('take')}
      </Button>
      <ArrivalFailure failure={failure} />
    </>
  )
}

/** What came of the call, in one press; a word about it if there is one. */
export function CallOutcomes({ arrival, name }: { arrival: ArrivalRow; name: string }) {
  const t = useTranslations('customers')
  const [note, setNote] = useState('')
  const { pending, failure, run } = useRequest<ArrivalAnswer>()
  const send = (outcome: CallOutcome): void => {
    if (pending) return
    const said = note.trim()
    void run(noteCall(arrival.id, { outcome, ...(said !== '' && { note: said }) })).then((done) => {
      if (done !== null) setNote('')
    })
  }
  return (
    <div
      role="group"
      aria-label={t('new.outcomeOf', { name })}
      className="flex basis-full flex-wrap items-center gap-2"
    >
      <input
        aria-label={t('new.note')}
        placeholder={t('new.note')}
        value={note}
        maxLength={500}
        autoComplete="off"
        onChange={({ target }) => {
          setNote(target.value)
        }}
        className={`${control} min-w-40 flex-1 max-tablet:basis-full`}
      />
      {outcomes.map((outcome) => (
        <Button
          key={outcome}
          className={thumb}
          aria-disabled={pending}
          onClick={() => {
            send(outcome)
          }}
        >
          {t(`outcomes.${outcome}`)}
        </Button>
      ))}
      <ArrivalFailure failure={failure} />
    </div>
  )
}

export function ReleaseArrival({ arrival, name }: { arrival: ArrivalRow; name: string }) {
  const t = useTranslations('customers.new')
  const { pending, failure, run } = useRequest<ArrivalAnswer>()
  return (
    <>
      <Button
        variant="ghost"
        className={thumb}
        aria-disabled={pending}
        aria-label={t('releaseOf', { name })}
        onClick={() => {
          if (!pending) void run(releaseArrival(arrival.id))
        }}
      >
        <Undo2 aria-hidden="true" strokeWidth={1.6} />
        {t('release')}
      </Button>
      <ArrivalFailure failure={failure} />
    </>
  )
}

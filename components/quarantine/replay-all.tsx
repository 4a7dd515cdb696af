'use client'

import { RotateCcw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { Ref } from 'react'
import { useEffect, useRef, useState } from 'react'
import type { QuarantineTotal } from '#contract/quarantine.ts'
import type { AskFailure } from '#components/events/ask.ts'
import { useAskWords } from '#components/events/use-ask-words.ts'
import { useFormats } from '#components/format/use-formats.ts'
import { Button } from '#components/ui/button.tsx'
import { passFocus } from '#components/ui/pass-focus.ts'
import type { QuarantineAddress } from './quarantine-address.ts'
import type { Replayed } from './replay-all.ts'
import { replayAll } from './replay-all.ts'

interface ReplayAllProps {
  address: QuarantineAddress
  totals: readonly QuarantineTotal[]
  onDone: () => void
}

type State =
  | { phase: 'idle' }
  | { phase: 'replaying'; sum: Replayed | null }
  | { phase: 'done'; sum: Replayed }
  | { phase: 'failed'; failure: AskFailure }

/** Tries everything open that passes the filter again: after a mapping was mended, or a source was allowed more. */
export function ReplayAll({ address: { source, stage }, totals, onDone }: ReplayAllProps) {
  const t = useTranslations('quarantine')
  const formats = useFormats()
  const result = useRef<HTMLSpanElement>(null)
  const isHeld = useRef(false)
  const [state, setState] = useState<State>({ phase: 'idle' })
  const open = totals
    .filter((total) => (source ?? total.source) === total.source && (stage ?? total.stage) === total.stage)
    .reduce((sum, total) => sum + total.open, 0)
  const hasOpen = open > 0
  useEffect(() => {
    // The button goes with the last of them. React tells nobody of a focus that goes with its element.
    if (!hasOpen && isHeld.current) passFocus({ from: null, to: result.current })
    if (!hasOpen) isHeld.current = false
  }, [hasOpen])
  const replay = (): void => {
    setState({ phase: 'replaying', sum: null })
    void replayAll({ source, stage }, (sum) => setState({ phase: 'replaying', sum })).then((answer) => {
      setState(answer.ok ? { phase: 'done', sum: answer.value } : { phase: 'failed', failure: answer.failure })
      if (answer.ok) onDone()
    })
  }
  return (
    <span className="flex flex-wrap items-center justify-end gap-x-3 gap-y-1 tablet:ml-auto tablet:flex-nowrap">
      <ReplayAllResult ref={result} state={state} />
      {hasOpen && (
        <Button
          className="max-tablet:h-11"
          isBusy={state.phase === 'replaying'}
          onClick={replay}
          onFocus={() => void (isHeld.current = true)}
          onBlur={() => void (isHeld.current = false)}
        >
          <RotateCcw aria-hidden="true" strokeWidth={1.6} />
          {t('replayAll', { count: open, shown: formats.integer(open) })}
        </Button>
      )}
    </span>
  )
}

function ReplayAllResult({ state, ref }: { state: State; ref: Ref<HTMLSpanElement> }) {
  const t = useTranslations('quarantine')
  const askWords = useAskWords()
  const words = (): string => {
    if (state.phase === 'idle') return ''
    if (state.phase === 'failed') return askWords(state.failure)
    if (state.sum === null) return t('replaying')
    const { replayed, stillOpen, eventsStored } = state.sum
    return t('replayedAll', { replayed, stillOpen, stored: eventsStored })
  }
  return (
    <span
      ref={ref}
      role="status"
      tabIndex={-1}
      className={`text-12 empty:absolute ${state.phase === 'failed' ? 'text-bad' : 'text-ink-muted'}`}
    >
      {words()}
    </span>
  )
}

'use client'

import type { LucideIcon } from 'lucide-react'
import { RotateCcw, Trash2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useId, useRef } from 'react'
import type { QuarantinedDetail } from '#contract/quarantine.ts'
import { Section } from '#components/events/section.tsx'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { passFocus } from '#components/ui/pass-focus.ts'
import { findPointer } from './find-pointer.ts'
import type { MendedBody } from './mended-body.ts'
import { MendingResult } from './mending-result.tsx'
import { useMending } from './use-mending.ts'
import { WhatIsWrong } from './what-is-wrong.tsx'

interface MendFormProps {
  detail: QuarantinedDetail
  mended: MendedBody | null
  onMend: (mended: MendedBody) => void
  onDone: () => void
}

/** What is wrong where, the body to mend it in, and what becomes of it. */
export function MendForm({ detail, mended, onMend, onDone }: MendFormProps) {
  const t = useTranslations('quarantine')
  const { body, isMended, mending, replay, discard } = useMending(detail, { mended, onDone })
  const field = useRef<HTMLTextAreaElement>(null)
  const result = useRef<HTMLDivElement>(null)
  const id = useId()
  const isOpen = detail.state === 'open'
  const isBusy = mending.phase === 'busy'
  const way = !detail.isReplayable ? 'notReplayable' : detail.isMendable ? 'mendable' : 'notMendable'
  const errors = mending.phase === 'replayed' ? mending.answer.request.errors : detail.errors
  useEffect(() => {
    // Its buttons go with it.
    if (!isOpen && mending.phase !== 'idle') passFocus({ from: null, to: result.current })
  }, [isOpen, mending.phase])
  const show = (pointer: string): void => {
    const place = findPointer(body, pointer)
    if (place === null || field.current === null) return
    field.current.focus()
    field.current.setSelectionRange(place.from, place.to)
  }
  return (
    <>
      {isOpen && <WhatIsWrong errors={errors} body={body} {...(way === 'mendable' && { onShow: show })} />}
      <Section title={t('body')} aside={!isOpen ? undefined : isMended ? t('mended') : t(way)}>
        {isOpen && way === 'mendable' ? (
          <textarea
            ref={field}
            id={id}
            aria-label={t('body')}
            value={body}
            spellCheck={false}
            rows={Math.min(24, Math.max(6, body.split('\n').length + 1))}
            onChange={({ target }) => {
              onMend({ id: detail.id, body: target.value })
            }}
            className="block w-full resize-y rounded-2 border border-line-field bg-surface px-3 py-2 font-mono text-12 leading-5 text-ink max-tablet:text-[1rem]"
          />
        ) : (
          <CodeBlock label={t('body')} code={detail.body} />
        )}
        <div className="mt-3 flex flex-wrap items-center gap-2">
          {isOpen && (
            <>
              {detail.isReplayable && (
                <MendButton isPrimary isBusy={isBusy} Icon={RotateCcw} onPress={replay}>
                  {isMended ? t('replayMended') : t('replay')}
                </MendButton>
              )}
              <MendButton isBusy={isBusy} Icon={Trash2} onPress={discard}>
                {t('discard')}
              </MendButton>
            </>
          )}
        </div>
        <MendingResult ref={result} mending={mending} />
      </Section>
    </>
  )
}

interface MendButtonProps {
  isBusy: boolean
  Icon: LucideIcon
  onPress: () => Promise<void>
  isPrimary?: boolean
  children: string
}

function MendButton({ isBusy, Icon, onPress, isPrimary = false, children }: MendButtonProps) {
  return (
    <Button
      variant={isPrimary ? 'primary' : 'default'}
      className={`max-tablet:h-11 ${isPrimary ? 'max-tablet:flex-1' : ''}`}
      isBusy={isBusy}
      onClick={() => void onPress()}
    >
      <Icon aria-hidden="true" strokeWidth={1.6} />
      {children}
    </Button>
  )
}

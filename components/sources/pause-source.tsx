'use client'

import { Pause, Play } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId } from 'react'
import type { Source } from '#contract/api.ts'
import { Button } from '#components/ui/button.tsx'
import type { SourceWay } from './source-way.ts'
import { changeSource } from './source-requests.ts'
import { useFailureWords } from './use-failure-words.ts'
import { useRequest } from './use-request.ts'

const whatOf = { sent: 'what', captured: 'capturedWhat', read: 'readWhat' } as const satisfies Record<SourceWay, string>

interface PauseSourceProps {
  slug: string
  enabled: boolean
  way: SourceWay
}

/** Pauses a source, or lets it go on, and says what becomes of its events meanwhile. */
export function PauseSource({ slug, enabled, way }: PauseSourceProps) {
  const t = useTranslations('sources.pause')
  const id = useId()
  const { pending, failure, run } = useRequest<Source>()
  const { general } = useFailureWords(failure, [])
  const Icon = enabled ? Pause : Play
  return (
    <div className="grid max-w-72 gap-1.5">
      <Button
        variant={enabled ? 'default' : 'primary'}
        isBusy={pending}
        aria-describedby={id}
        onClick={() => {
          void run(changeSource(slug, { enabled: !enabled }))
        }}
        className="justify-self-start max-tablet:h-11 tablet:justify-self-end"
      >
        <Icon aria-hidden="true" strokeWidth={1.6} />
        {enabled ? t('pause') : t('resume')}
      </Button>
      <p
        id={id}
        role={general === undefined ? undefined : 'alert'}
        className={`text-12 tablet:text-right ${general === undefined ? 'text-ink-faint' : 'text-bad'}`}
      >
        {general ?? (enabled ? t(whatOf[way]) : '')}
      </p>
    </div>
  )
}

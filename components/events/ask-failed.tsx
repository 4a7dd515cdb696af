'use client'

import { RotateCw } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import type { AskFailure } from './ask.ts'
import { useAskWords } from './use-ask-words.ts'

/** Why something could not be read, and the way to ask again. */
export function AskFailed({ failure, onRetry }: { failure: AskFailure; onRetry: () => void }) {
  const t = useTranslations('ask')
  const words = useAskWords()
  return (
    <div role="alert" className="grid justify-items-start gap-2">
      <p className="text-bad">{words(failure)}</p>
      <Button size="small" onClick={onRetry}>
        <RotateCw aria-hidden="true" strokeWidth={1.6} />
        {t('again')}
      </Button>
    </div>
  )
}

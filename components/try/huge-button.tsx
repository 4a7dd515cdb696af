'use client'

import { Send } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { TryState } from '#components/journey/use-try.ts'

interface HugeButtonProps {
  state: TryState
  onReach: () => void
  onPress: () => void
}

/** As large as a phone allows: nobody in the room needs to aim. */
export function HugeButton({ state, onReach, onPress }: HugeButtonProps) {
  const t = useTranslations('try')
  return (
    <button
      type="button"
      onPointerEnter={onReach}
      onFocus={onReach}
      onClick={onPress}
      aria-disabled={state.phase === 'sending'}
      className="grid min-h-56 flex-1 place-content-center justify-items-center gap-4 rounded-3 bg-accent text-[2.25rem] leading-none font-title tracking-[-0.02em] text-on-accent touch-manipulation select-none active:bg-accent-strong aria-disabled:bg-accent-strong"
    >
      <Send aria-hidden="true" strokeWidth={1.6} className="size-10" />
      {state.phase === 'idle' ? t('huge') : t('again')}
    </button>
  )
}

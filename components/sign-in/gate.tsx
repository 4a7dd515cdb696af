import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { BrandMark } from '#components/shell/brand-mark.tsx'
import { LanguageSwitch } from '#components/shell/language-switch.tsx'
import { HowToRead } from './how-to-read.tsx'

interface GateProps {
  title: string
  lead: string
  children: ReactNode
}

/** Before the screens: one thing to do on the left, what the screens are about on the right. */
export function Gate({ title, lead, children }: GateProps) {
  const t = useTranslations('signIn')
  return (
    <div className="grid min-h-dvh desk:grid-cols-[36rem_minmax(0,1fr)]">
      <main className="flex min-h-dvh flex-col bg-surface px-4 py-6 tablet:px-24 tablet:py-8 desk:border-r desk:border-line">
        <p className="flex items-center gap-2 font-strong text-15">
          <BrandMark className="size-5.5" />
          Vigie
        </p>
        <div className="my-auto grid gap-6 py-8">
          <header>
            <h1 className="text-24 font-title tracking-[-0.02em]">{title}</h1>
            <p className="mt-1 text-ink-muted">{lead}</p>
          </header>
          {children}
        </div>
        <footer className="flex items-center justify-end">
          <LanguageSwitch />
        </footer>
      </main>
      <aside aria-label={t('about')} className="hidden flex-col justify-center px-26 py-16 desk:flex">
        <p className="max-w-120 text-[2.125rem] leading-[2.625rem] font-title tracking-[-0.025em]">{t('question')}</p>
        <HowToRead />
      </aside>
    </div>
  )
}

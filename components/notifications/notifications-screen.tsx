'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { RecipientList } from '#contract/recipients.ts'
import { homePath } from '#components/shell/home-of.ts'
import { StockPageHead } from '#components/stock/stock-page-head.tsx'
import { useMay } from '#components/viewer/viewer-context.tsx'
import { BrowserSection } from './browser-section.tsx'
import { MailSection } from './mail-section.tsx'
import { RecipientItems } from './recipient-list.tsx'

/** Who is told of alerts, meetings and silent sources, and how: this browser, others, and by e-mail. */
export function NotificationsScreen({ list }: { list: RecipientList }) {
  const t = useTranslations('notifications')
  const router = useRouter()
  const refresh = (): void => {
    router.refresh()
  }
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <Head />
      <div className="max-w-240 px-4 py-4 tablet:px-6">
        <p className="mb-5 max-w-160 text-ink-muted">{t('why')}</p>
        <BrowserSection list={list} onChange={refresh} />
        <section aria-labelledby="told" className="border-t border-line py-5">
          <h3 id="told" className="font-strong">
            {t('told')}
          </h3>
          <RecipientItems recipients={list.recipients} onChange={refresh} />
        </section>
        <MailSection list={list} onChange={refresh} />
      </div>
    </div>
  )
}

/** The way back leads to the alerts for whoever sees them, for others to where they begin. */
function Head() {
  const t = useTranslations('notifications')
  return useMay('view:stock') ? (
    <StockPageHead title={t('title')} back={t('back')} />
  ) : (
    <StockPageHead title={t('title')} back={t('home')} href={homePath} />
  )
}

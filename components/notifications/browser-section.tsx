'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { RecipientAnswer, RecipientList } from '#contract/recipients.ts'
import { useLanguage } from '#components/format/use-language.ts'
import { Section } from '#components/sources/section.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { FailureNote } from '#components/stock/failure-note.tsx'
import { Button } from '#components/ui/button.tsx'
import { Form } from '#components/ui/form.tsx'
import { deviceName, subscribe, unsubscribe } from './browser-push.ts'
import { addBrowser, removeRecipient } from './recipient-requests.ts'
import { refreshThisBrowser, useThisBrowser } from './this-browser.ts'
import { WantedInputs, wantedFrom } from './wanted-inputs.tsx'

interface BrowserSectionProps {
  list: RecipientList
  /** The list is no longer what it was. */
  onChange: () => void
}

/** The browser that is looked into: whether it is told, and what stands in the way. */
export function BrowserSection({ list, onChange }: BrowserSectionProps) {
  const t = useTranslations('notifications.browser')
  const browser = useThisBrowser()
  const known = list.recipients.find(({ address }) => address === browser?.address)
  return (
    <Section title={t('title')}>
      {browser === null ? (
        <p className="text-ink-muted">{t('asking')}</p>
      ) : browser.ability !== 'able' ? (
        <p className="max-w-160 text-ink-muted">{t(browser.ability)}</p>
      ) : known ? (
        <Told recipient={known} onChange={onChange} />
      ) : (
        <Untold list={list} onChange={onChange} />
      )}
    </Section>
  )
}

function Told({ recipient, onChange }: { recipient: RecipientAnswer; onChange: () => void }) {
  const t = useTranslations('notifications.browser')
  const { pending, failure, run } = useRequest<'removed'>()
  const stop = async (): Promise<void> => {
    if (pending || (await run(removeRecipient(recipient.address))) === null) return
    // Whoever is not in the list is told nothing, also if the push service cannot be reached now.
    await unsubscribe().catch(() => undefined)
    await refreshThisBrowser()
    onChange()
  }
  return (
    <div className="flex flex-wrap items-center gap-3">
      <p role="status" className="font-medium">
        {t('told')}
      </p>
      <Button
        aria-disabled={pending}
        className="max-tablet:h-11"
        onClick={() => {
          void stop()
        }}
      >
        {t('stop')}
      </Button>
      <FailureNote failure={failure} />
    </div>
  )
}

/** What came between the press and the server. */
type Trouble = 'refused' | 'failed'

function Untold({ list, onChange }: BrowserSectionProps) {
  const t = useTranslations('notifications.browser')
  const language = useLanguage()
  const [isIncomplete, setIsIncomplete] = useState(false)
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [isAsking, setIsAsking] = useState(false)
  const { pending, failure, run } = useRequest<RecipientAnswer>()
  const tell = async (form: FormData): Promise<void> => {
    const wanted = wantedFrom(form, { name: deviceName(navigator.userAgent), language })
    setIsIncomplete(wanted === null)
    if (wanted === null || pending || isAsking) return
    setIsAsking(true)
    setTrouble(null)
    const subscription = await subscribe(list.pushKey).catch(() => undefined)
    setIsAsking(false)
    if (!subscription) setTrouble(subscription === null ? 'refused' : 'failed')
    else if ((await run(addBrowser(subscription, wanted))) !== null) onChange()
    await refreshThisBrowser()
  }
  return (
    <Form
      noValidate
      onSend={(form) => {
        void tell(new FormData(form))
      }}
      className="grid max-w-160 gap-4"
    >
      <p className="text-ink-muted">{t('why')}</p>
      <WantedInputs timeZone={list.timeZone} isIncomplete={isIncomplete} />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" aria-disabled={pending || isAsking} className="max-tablet:h-11">
          {pending || isAsking ? t('starting') : t('start')}
        </Button>
        {trouble !== null && (
          <p role="alert" className="text-12 text-bad">
            {t(trouble)}
          </p>
        )}
        <FailureNote failure={failure} />
      </div>
    </Form>
  )
}

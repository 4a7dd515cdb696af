'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import type { BegunSecondFactor, Me } from '#contract/sign-in.ts'
import { Section } from '#components/sources/section.tsx'
import { BackupCodeList } from './backup-code-list.tsx'
import { SecondFactorPassword } from './second-factor-password.tsx'
import { SecondFactorSetup } from './second-factor-setup.tsx'
import { beginSecondFactor, endSecondFactor, renewBackupCodes } from './second-factor-requests.ts'

type Stage =
  | { name: 'rest' }
  /** The app is to learn the secret. */
  | { name: 'setup'; begun: BegunSecondFactor }
  /** Shown this once. */
  | { name: 'codes'; codes: readonly string[] }

/** A code beside the password: set up, new codes for a lost phone, turned off. */
export function SecondFactorSection({ me: { hasPassword, hasSecondFactor } }: { me: Me }) {
  const t = useTranslations('account.secondFactor')
  const [stage, setStage] = useState<Stage>({ name: 'rest' })
  return (
    <Section level={2} title={t('title')}>
      <div className="grid max-w-160 gap-4">{content()}</div>
    </Section>
  )

  function content() {
    if (stage.name === 'setup') {
      const { begun } = stage
      return <SecondFactorSetup begun={begun} onDone={() => setStage({ name: 'codes', codes: begun.backupCodes })} />
    }
    // The session has another token by now: whatever is open is opened anew with it.
    if (stage.name === 'codes') return <BackupCodeList codes={stage.codes} onKept={() => location.reload()} />
    if (!hasPassword) return <p className="text-ink-muted">{t('noPassword')}</p>
    if (!hasSecondFactor) {
      return (
        <>
          <p className="text-ink-muted">{t('off')}</p>
          <SecondFactorPassword
            ways={[{ words: t('setUp'), isPrimary: true, ask: beginSecondFactor }]}
            onDone={(begun) => setStage({ name: 'setup', begun })}
          />
        </>
      )
    }
    return (
      <>
        <p className="text-ink-muted">{t('on')}</p>
        <SecondFactorPassword
          ways={[
            { words: t('newCodes'), ask: renewBackupCodes },
            { words: t('turnOff'), ask: endSecondFactor },
          ]}
          onDone={(done) => {
            if (done === null) location.reload()
            else setStage({ name: 'codes', codes: done.backupCodes })
          }}
        />
      </>
    )
  }
}

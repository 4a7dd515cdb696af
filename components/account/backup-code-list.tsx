'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'

interface BackupCodeListProps {
  codes: readonly string[]
  /** They have been put somewhere: they are never shown again. */
  onKept: () => void
}

/** The codes for a lost phone, this once. */
export function BackupCodeList({ codes, onKept }: BackupCodeListProps) {
  const t = useTranslations('account.secondFactor')
  return (
    <>
      <p role="status" className="text-good">
        {t('isOn')}
      </p>
      <p>{t('keep')}</p>
      <CodeBlock code={codes.join('\n')} label={t('codes')} />
      <div>
        <Button variant="primary" className="max-tablet:h-11" onClick={onKept}>
          {t('kept')}
        </Button>
      </div>
    </>
  )
}

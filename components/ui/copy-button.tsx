'use client'

import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { Button } from './button.tsx'

/** Without HTTPS there is no clipboard for pages: an invisible field and the old command still work. */
function copyByCommand(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else works without HTTPS
  const done = document.execCommand('copy')
  field.remove()
  return done
}

async function copyText(text: string): Promise<boolean> {
  if (!window.isSecureContext) return copyByCommand(text)
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyByCommand(text)
  }
}

export function CopyButton({ text, className }: { text: string; className?: string }) {
  const t = useTranslations('copy')
  const [copied, setCopied] = useState(false)
  const Icon = copied ? Check : Copy
  return (
    <Button
      size="small"
      className={className ?? ''}
      onClick={() => {
        void copyText(text).then(setCopied)
      }}
    >
      <Icon aria-hidden="true" strokeWidth={1.6} />
      <span aria-live="polite">{copied ? t('copied') : t('copy')}</span>
    </Button>
  )
}

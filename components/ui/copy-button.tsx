'use client'

import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'

/** How long the button says that it has copied. */
const saidMs = 2000

/** Without HTTPS there is no clipboard for pages: an invisible field and the old command still work. */
function copyByCommand(text: string): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  // oxlint-disable-next-line typescript/no-deprecated -- nothing else works without HTTPS
  const done = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
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
  const [copied, setCopied] = useState<{ text: string } | null>(null)
  useEffect(() => {
    if (copied === null) return undefined
    const timer = setTimeout(() => setCopied(null), saidMs)
    return () => clearTimeout(timer)
  }, [copied])
  const isCopied = copied?.text === text
  const Icon = isCopied ? Check : Copy
  return (
    <Button
      size="small"
      className={className ?? ''}
      onClick={() => {
        void copyText(text).then((done) => setCopied(done ? { text } : null))
      }}
    >
      <Icon aria-hidden="true" strokeWidth={1.6} />
      <span aria-live="polite">{isCopied ? t('copied') : t('copy')}</span>
    </Button>
  )
}

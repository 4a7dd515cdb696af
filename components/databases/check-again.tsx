'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import { useTransition } from 'react'
import { Button } from '#components/ui/button.tsx'

/** Loads the page once more, with the question to the database that it asks. */
export function CheckAgain() {
  const t = useTranslations('databases')
  const router = useRouter()
  const [isPending, begin] = useTransition()
  return (
    <Button
      disabled={isPending}
      className="justify-self-start max-tablet:h-11"
      onClick={() => {
        begin(() => {
          router.refresh()
        })
      }}
    >
      {isPending ? t('checking') : t('checkAgain')}
    </Button>
  )
}

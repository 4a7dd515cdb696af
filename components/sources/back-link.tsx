import { ChevronLeft } from 'lucide-react'
import { Link } from '#components/ui/link.tsx'
import { useTranslations } from 'next-intl'

/** From one source back to all, where only one of the two has room. */
export function BackLink() {
  const t = useTranslations('sources')
  return (
    <Link
      href="/settings/sources"
      className="mb-2 inline-flex min-h-8 items-center gap-1 text-ink-muted hover:text-ink max-tablet:min-h-11 side:hidden"
    >
      <ChevronLeft aria-hidden="true" strokeWidth={1.6} className="size-4" />
      {t('back')}
    </Link>
  )
}

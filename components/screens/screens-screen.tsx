'use client'

import { useRouter } from 'next/navigation'
import { useTranslations } from 'next-intl'
import type { TvScreenInfo } from '#contract/tv-screens.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { AccessHead } from '#components/access/access-head.tsx'
import { useFormats } from '#components/format/use-formats.ts'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { PairForm } from './pair-form.tsx'
import { revokeScreen } from './screen-requests.ts'

interface ScreensScreenProps {
  screens: readonly TvScreenInfo[]
  /** When they were read, epoch ms. */
  readAt: number
}

/** Televisions: pair one by its code, see which there are, revoke one. */
export function ScreensScreen({ screens, readAt }: ScreensScreenProps) {
  const t = useTranslations('screens')
  const router = useRouter()
  const refresh = (): void => {
    router.refresh()
  }
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      <AccessHead tab="screens" />
      <div className="max-w-240 px-4 py-4 tablet:px-6">
        <p className="mb-5 max-w-160 text-ink-muted">{t('why')}</p>
        <PairForm onPaired={refresh} />
        <section aria-labelledby="screens" className="border-t border-line py-5">
          <h2 id="screens" className="font-strong">
            {t('list')}
          </h2>
          {screens.length === 0 ? (
            <p className="py-3 text-ink-muted">{t('none')}</p>
          ) : (
            <ul aria-labelledby="screens">
              {screens.map((screen) => (
                <Item key={screen.id} screen={screen} readAt={readAt} onChange={refresh} />
              ))}
            </ul>
          )}
        </section>
      </div>
    </div>
  )
}

function Item({ screen, readAt, onChange }: { screen: TvScreenInfo; readAt: number; onChange: () => void }) {
  const t = useTranslations('screens')
  const formats = useFormats()
  const { pending, failure, run } = useRequest<TvScreenInfo>()
  const { id, name, walls, pairedBy, pairedAt } = screen
  const revoke = async (): Promise<void> => {
    if (!pending && (await run(revokeScreen(id))) !== null) onChange()
  }
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{name}</p>
        <p className="text-12 text-ink-muted">
          {walls.map((wall) => (wall === 'counter' ? t('wall.counter') : wall)).join(', ')} ·{' '}
          {t('by', { name: pairedBy, at: formats.since(Date.parse(pairedAt), readAt) })}
        </p>
      </div>
      <Button
        aria-label={t('revokeOf', { name })}
        aria-disabled={pending}
        className="max-tablet:h-11"
        onClick={() => {
          void revoke()
        }}
      >
        {t('revoke')}
      </Button>
      <AccessFailure failure={failure} />
    </li>
  )
}

'use client'

import { useTranslations } from 'next-intl'
import type { Wall } from '#contract/role.ts'
import type { TvScreenInfo } from '#contract/tv-screens.ts'
import { AccessFailure } from '#components/access/access-failure.tsx'
import { textOf } from '#components/notifications/wanted-inputs.tsx'
import { useRequest } from '#components/sources/use-request.ts'
import { Button } from '#components/ui/button.tsx'
import { CheckField, TextField } from '#components/ui/field.tsx'
import { Form } from '#components/ui/form.tsx'
import { pairScreen } from './screen-requests.ts'

/** The contract's walls, without its schemas. */
const walls = ['counter'] as const satisfies readonly Wall[]

/** The code of a television, where it hangs and what it shows. */
export function PairForm({ onPaired }: { onPaired: () => void }) {
  const t = useTranslations('screens')
  const { pending, failure, done, run } = useRequest<TvScreenInfo>()
  const pair = async (form: HTMLFormElement): Promise<void> => {
    const data = new FormData(form)
    const asked = {
      code: textOf(data, 'code'),
      name: textOf(data, 'name'),
      walls: walls.filter((wall) => data.getAll('wall').includes(wall)),
      rotateSeconds: Number(textOf(data, 'rotateSeconds')),
    }
    if (pending || (await run(pairScreen(asked))) === null) return
    form.reset()
    onPaired()
  }
  return (
    <Form
      aria-label={t('new')}
      noValidate
      onSend={(form) => {
        void pair(form)
      }}
      className="mb-5 grid max-w-160 gap-4"
    >
      <div className="grid gap-4 tablet:grid-cols-3">
        <TextField
          label={t('code')}
          name="code"
          hint={t('codeHint')}
          autoCapitalize="characters"
          required
          maxLength={20}
        />
        <TextField label={t('name')} name="name" required maxLength={100} />
        <TextField label={t('rotate')} name="rotateSeconds" type="number" min={10} max={3600} defaultValue="60" />
      </div>
      <fieldset>
        <legend className="mb-1.5 text-12 font-medium">{t('walls')}</legend>
        {walls.map((wall) => (
          <CheckField key={wall} label={t(`wall.${wall}`)} name="wall" value={wall} defaultChecked />
        ))}
      </fieldset>
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" variant="primary" aria-disabled={pending} className="max-tablet:h-11">
          {pending ? t('pairing') : t('pair')}
        </Button>
        {done !== null && <p role="status">{t('paired', { name: done.name })}</p>}
        {failure?.reason === 'wrong' ? (
          <p role="alert" className="text-12 text-bad">
            {t(failure.status === 404 ? 'unknownCode' : 'wrong')}
          </p>
        ) : (
          <AccessFailure failure={failure} />
        )}
      </div>
    </Form>
  )
}

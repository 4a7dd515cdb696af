import { useTranslations } from 'next-intl'
import type { WallSourceRow } from '#contract/views/wall.ts'
import { intervalOf } from '#components/format/duration.ts'
import { useDuration } from '#components/format/use-duration.ts'
import { useKindWords } from '#components/sources/use-kind-words.ts'

/** How a source's records come in, in words; a kind that this screen does not know is shown as it is. */
export function useSourceHow(): (
  source: Pick<WallSourceRow, 'sourceKind' | 'mode' | 'promiseSeconds' | 'everySeconds'>,
) => string {
  const t = useTranslations('wall.how')
  const duration = useDuration()
  const kindWords = useKindWords()
  return ({ sourceKind, mode, promiseSeconds, everySeconds }) => {
    const promise = duration(intervalOf((everySeconds ?? promiseSeconds) * 1000))
    if (mode === 'poll') return t('poll', { promise })
    if (mode === 'micro-batch') return t('batches', { promise })
    if (sourceKind === 'standard-webhooks') return t('webhook')
    if (sourceKind === 'unknown') return t('unknown')
    return kindWords(sourceKind).name
  }
}

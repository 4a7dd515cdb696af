import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { LoadedWall } from './loaded-wall.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('tv')
  return { title: t('title') }
}

export default function TvPage() {
  return <LoadedWall />
}

import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { SearchScreen } from '#components/customers/search-screen.tsx'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('customers.search')
  return { title: t('title') }
}

export default function CustomersPage() {
  return <SearchScreen />
}

import { SkuSubject } from '#components/stock/sku-subject.tsx'
import { SkuUnknown } from '#components/stock/sku-unknown.tsx'
import { decodeSegment } from '#components/stock/stock-address.ts'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../../event-server.ts'

export default async function SkuPage({ params }: { params: Promise<{ sku: string }> }) {
  const sku = decodeSegment((await params).sku)
  const snapshot = await loadView(`stock:${sku}`)
  if (snapshot.ok) return <SkuSubject key={sku} sku={sku} initial={snapshot.value} isChosen />
  if (snapshot.refusal.reason === 'failed' && snapshot.refusal.status === 404) return <SkuUnknown sku={sku} />
  return <Trouble level={2} refusal={snapshot.refusal} />
}

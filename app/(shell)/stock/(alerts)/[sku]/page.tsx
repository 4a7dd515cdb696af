import { SkuSubject } from '#components/stock/sku-subject.tsx'
import { decodeSegment } from '#components/stock/stock-address.ts'
import { Trouble } from '#components/states/trouble.tsx'
import { loadView } from '../../../../event-server.ts'

export default async function SkuPage({ params }: { params: Promise<{ sku: string }> }) {
  const sku = decodeSegment((await params).sku)
  const snapshot = await loadView(`stock:${sku}`)
  if (snapshot.ok) return <SkuSubject key={sku} sku={sku} initial={snapshot.value} isChosen />
  const { refusal } = snapshot
  // It is asked for again: somebody may speak of it while the page is open.
  if (refusal.reason === 'failed' && refusal.status === 404)
    return <SkuSubject key={sku} sku={sku} isChosen isUnknown />
  return <Trouble level={2} refusal={refusal} />
}

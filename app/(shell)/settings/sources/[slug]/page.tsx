import { notFound } from 'next/navigation'
import { toKindForm } from '#components/sources/kind-form.ts'
import { SourcePage } from '#components/sources/source-page.tsx'
import { Trouble } from '#components/states/trouble.tsx'
import { loadSource, loadSourceKinds, loadView } from '../../../../event-server.ts'
import { publicOrigin } from '../../../../public-origin.ts'

export default async function OneSourcePage({ params }: { params: Promise<{ slug: string }> }) {
  const { slug } = await params
  const [source, kinds, snapshot, origin] = await Promise.all([
    loadSource(slug),
    loadSourceKinds(),
    loadView('sources'),
    publicOrigin(),
  ])
  if (!source.ok) {
    if (source.refusal.reason === 'failed' && [400, 404].includes(source.refusal.status)) notFound()
    return <Trouble level={2} refusal={source.refusal} />
  }
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  const kind = kinds.ok ? kinds.value.find((each) => each.kind === source.value.kind) : undefined
  return (
    <SourcePage
      key={slug}
      source={source.value}
      kind={kind && toKindForm(kind)}
      initial={snapshot.value}
      origin={origin}
    />
  )
}

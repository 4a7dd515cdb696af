import { Suspense } from 'react'
import { drawQr } from '#components/qr/draw-qr.ts'
import { phoneUrl } from '#components/qr/phone-url.ts'
import { Trouble } from '#components/states/trouble.tsx'
import { WallScreen } from '#components/wall/wall-screen.tsx'
import { WallSkeleton } from '#components/wall/wall-skeleton.tsx'
import { loadGuestTicket, loadInstallation, loadWall } from '../event-server.ts'
import { within } from '../within.ts'

/** A snapshot takes a few milliseconds; only a slow one is worth a skeleton, which would otherwise flash. */
const skeletonAfterMs = 200

export default async function WallPage() {
  await within(skeletonAfterMs, Promise.all([loadWall(), loadInstallation(), loadGuestTicket()]))
  return (
    <Suspense fallback={<WallSkeleton />}>
      <LoadedWall />
    </Suspense>
  )
}

async function LoadedWall() {
  const [snapshot, installation, ticket] = await Promise.all([loadWall(), loadInstallation(), loadGuestTicket()])
  if (!snapshot.ok) return <Trouble level={2} refusal={snapshot.refusal} />
  const phone = phoneUrl(installation.ok ? installation.value.publicUrl : null, ticket)
  return <WallScreen initial={snapshot.value} qr={phone === null ? null : drawQr(phone)} />
}

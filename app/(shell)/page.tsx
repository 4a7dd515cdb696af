import { drawQr } from '#components/qr/draw-qr.ts'
import { Trouble } from '#components/states/trouble.tsx'
import { WallScreen } from '#components/wall/wall-screen.tsx'
import { loadInstallation, loadWall } from '../event-server.ts'

export default async function WallPage() {
  const [snapshot, installation] = await Promise.all([loadWall(), loadInstallation()])
  if (!snapshot.ok) return <Trouble refusal={snapshot.refusal} />
  const publicUrl = installation.ok ? installation.value.publicUrl : null
  return (
    <WallScreen initial={snapshot.value} qr={publicUrl === null ? null : drawQr(new URL('/try', publicUrl).href)} />
  )
}

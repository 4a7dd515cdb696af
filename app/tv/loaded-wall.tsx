import { drawQr } from '#components/qr/draw-qr.ts'
import { phoneUrl } from '#components/qr/phone-url.ts'
import { TvScreen } from '#components/tv/tv-screen.tsx'
import { env } from '../env.ts'
import { loadGuestTicket, loadInstallation, loadWall } from '../event-server.ts'

/** The live counter for a television, with its first numbers. */
export async function LoadedWall() {
  const [snapshot, installation, ticket] = await Promise.all([loadWall(), loadInstallation(), loadGuestTicket()])
  const phone = phoneUrl(installation.ok ? installation.value.publicUrl : null, ticket)
  return (
    <TvScreen
      initial={snapshot.ok ? snapshot.value : null}
      company={installation.ok ? installation.value.company : null}
      qr={phone === null ? null : drawQr(phone)}
      buildId={env.buildId}
      refusal={snapshot.ok ? null : snapshot.refusal}
    />
  )
}

import { useTranslations } from 'next-intl'

/** A code as the server has drawn it. */
export interface Qr {
  url: string
  /** Modules along one edge, without the quiet zone. */
  size: number
  /** SVG path of the dark modules, one unit a module. */
  d: string
}

interface QrCodeProps {
  qr: Qr
  className: string
  /** What it is, where it opens no page. */
  label?: string
}

/** Dark on light in every theme: cameras read no other. Two modules of quiet are enough beside a quiet page. */
export function QrCode({ qr, className, label }: QrCodeProps) {
  const t = useTranslations('qr')
  const box = qr.size + 4
  return (
    <svg
      viewBox={`-2 -2 ${box} ${box}`}
      shapeRendering="crispEdges"
      role="img"
      aria-label={label ?? t('opens', { url: qr.url })}
      className={className}
    >
      <rect x="-2" y="-2" width={box} height={box} fill="#fff" />
      <path d={qr.d} fill="#14161d" />
    </svg>
  )
}

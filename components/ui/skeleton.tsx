/** The place of something that is still to come. It does not move. */
export function Skeleton({ className }: { className: string }) {
  return <span className={`block rounded-1 bg-fill ${className}`} />
}

import { Skeleton } from '#components/ui/skeleton.tsx'

/** An opened event's true layout, before it is here. */
export function OpenedSkeleton() {
  return (
    <div aria-hidden="true" className="grid gap-3">
      {Array.from({ length: 7 }, (_, index) => (
        <Skeleton key={index} className="h-4 w-3/4" />
      ))}
      <Skeleton className="mt-4 h-4 w-24" />
      {Array.from({ length: 4 }, (_, index) => (
        <Skeleton key={index} className="h-3 w-full" />
      ))}
      <Skeleton className="mt-4 h-40 w-full" />
    </div>
  )
}

import { Skeleton } from '#components/ui/skeleton.tsx'

/** The lines of the log, before they are here. */
export function LinesSkeleton() {
  return (
    <div aria-hidden="true">
      {Array.from({ length: 22 }, (_, index) => (
        <div key={index} className="flex h-12 items-center gap-6 border-b border-line px-4 tablet:h-8 tablet:px-6">
          <Skeleton className="h-3 w-14" />
          <Skeleton className="h-3 w-20" />
          <Skeleton className="h-3 w-32" />
          <Skeleton className="hidden h-3 flex-1 tablet:block" />
        </div>
      ))}
    </div>
  )
}

/** The screen's true layout, before its first lines. */
export function EventsSkeleton() {
  return (
    <div aria-hidden="true" className="flex-1">
      <div className="h-11 border-b border-line" />
      <div className="flex h-11 items-center gap-2 border-b border-line px-4 tablet:px-6">
        <Skeleton className="h-8 w-36" />
        <Skeleton className="h-8 w-36" />
        <Skeleton className="hidden h-8 w-44 tablet:block" />
      </div>
      <LinesSkeleton />
    </div>
  )
}

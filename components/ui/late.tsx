'use client'

import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'

/**
 * A component whose code comes after the page's, for what only does something later. The server draws it as it is, and the
 * browser takes over what is there without drawing it anew. `standIn` is its look without the code: where the browser draws it
 * first, and where the code cannot be had.
 */
export function late<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  standIn: (props: Props) => ReactNode,
): ComponentType<Props> {
  const StandIn: ComponentType<Props> = standIn
  const Component = lazy<ComponentType<Props>>(async () => ({
    default: await load().catch(() => StandIn),
  }))
  return function Late(props) {
    return (
      <Suspense fallback={<StandIn {...props} />}>
        <Component {...props} />
      </Suspense>
    )
  }
}

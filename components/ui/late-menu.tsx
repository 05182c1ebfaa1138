'use client'

import { Slot } from 'radix-ui'
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type ComponentType,
  type ReactElement,
} from 'react'

type Opened = { trigger: ReactElement; defaultOpen: boolean }

/**
 * What opens at a click on its trigger. Its code comes after the page's; until then the trigger stands alone, and a click on it
 * is kept: the menu opens when it is there, unless the user has gone on to something else.
 */
export function lateMenu<Props extends Opened>(
  load: () => Promise<ComponentType<Props>>,
  popup: 'menu' | 'dialog' = 'menu',
) {
  return function LateMenu(props: Omit<Props, 'defaultOpen'> & { trigger: ReactElement }) {
    const place = useRef<HTMLSpanElement>(null)
    const wanted = useRef(false)
    const [late, setLate] = useState<{
      Menu: ComponentType<Props>
      open: boolean
      focus: boolean
    }>()

    const bring = useCallback(async () => {
      // Where it cannot be had now, the next click asks again.
      const Menu = await load().catch(() => null)
      if (!Menu) return
      const focused = document.activeElement
      const focus = place.current?.contains(focused) ?? false
      // Safari gives a button no focus when it is clicked.
      const open = wanted.current && (focus || focused === document.body)
      setLate((known) => known ?? { Menu, focus, open })
    }, [])
    useEffect(() => void bring(), [bring])
    const want = () => {
      wanted.current = true
      void bring()
    }
    // The trigger is another element now.
    useLayoutEffect(() => {
      if (late?.focus) place.current?.querySelector('button')?.focus()
    }, [late])

    return (
      <span ref={place} className="contents">
        {late ? (
          <late.Menu {...({ ...props, defaultOpen: late.open } as unknown as Props)} />
        ) : (
          <Slot.Root
            aria-haspopup={popup}
            aria-expanded={false}
            onPointerDown={({ button }) => button === 0 && want()}
            onClick={want}
          >
            {props.trigger}
          </Slot.Root>
        )}
      </span>
    )
  }
}

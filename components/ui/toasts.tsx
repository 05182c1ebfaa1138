'use client'

import { useTheme } from 'next-themes'
import { Toaster as Primitive, type ToasterProps } from 'sonner'

export { toast } from 'sonner'

/** Where toasts are shown, and `toast`, which shows one: 10 kB that come after the page. */
export function Toasts() {
  const { resolvedTheme } = useTheme()
  return (
    <Primitive
      theme={(resolvedTheme ?? 'system') as ToasterProps['theme']}
      position="bottom-right"
      mobileOffset={{ bottom: 72 }}
      style={
        {
          '--normal-bg': 'var(--raised)',
          '--normal-text': 'var(--ink)',
          '--normal-border': 'var(--rule)',
          '--border-radius': '6px',
          fontFamily: 'var(--font-geist-sans)',
        } as React.CSSProperties
      }
    />
  )
}

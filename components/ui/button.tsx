import { cva, type VariantProps } from 'class-variance-authority'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'
import { Spinner } from './spinner'

export const buttonStyle = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap transition-[background-color,border-color,color,opacity] duration-150 select-none disabled:cursor-not-allowed disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary:
          'bg-accent text-on-accent hover:bg-[color-mix(in_oklab,var(--accent)_88%,var(--ink))]',
        secondary: 'border border-edge/55 bg-raised text-ink hover:border-edge hover:bg-sunken',
        ghost: 'text-ink hover:bg-sunken',
        danger: 'border border-danger/45 text-danger hover:border-danger hover:bg-danger-wash',
        link: 'text-accent underline decoration-accent/35 underline-offset-4 hover:decoration-accent',
      },
      size: {
        sm: 'h-8 px-3 text-sm [&_svg]:size-3.5',
        md: 'h-9.5 px-4 text-base [&_svg]:size-4',
        lg: 'h-11 px-5 text-base [&_svg]:size-4',
        icon: 'size-9 [&_svg]:size-4',
      },
    },
    compoundVariants: [{ variant: 'link', className: 'h-auto px-0' }],
    defaultVariants: { variant: 'primary', size: 'md' },
  },
)

type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof buttonStyle> & {
    /** Puts the look on the only child, a link for example. */
    asChild?: boolean
    /** Waiting for an answer: cannot be pressed again, keeps its width. */
    pending?: boolean
  }

export function Button({
  variant,
  size,
  asChild = false,
  pending = false,
  disabled,
  className,
  children,
  type = 'button',
  ...props
}: ButtonProps) {
  const style = cn(buttonStyle({ variant, size }), pending && 'relative', className)
  if (asChild)
    return (
      <Slot.Root className={style} {...props}>
        {children}
      </Slot.Root>
    )
  return (
    <button
      // oxlint-disable-next-line react/button-has-type -- the caller's, `button` unless told
      type={type}
      className={style}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...props}
    >
      {pending ? (
        <>
          <span className="inline-flex items-center gap-2 opacity-0">{children}</span>
          <span className="absolute inset-0 grid place-items-center">
            <Spinner />
          </span>
        </>
      ) : (
        children
      )}
    </button>
  )
}

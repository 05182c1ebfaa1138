import type { z } from 'zod'

export type Confirmed<Preview> = {
  userId: string
  /** What the user agreed to: as the card showed it, worked out again a moment ago. */
  preview: Preview
  /** What the user chose on the card, where it leaves a choice. */
  choice: string | undefined
}

/** `goTo`: where the browser goes now. It is not kept: such an address opens what belongs to the user without a sign-in. */
export type Done<Outcome> = { outcome: Outcome; goTo?: string }

/**
 * Something the assistant may propose and only a click of its user's does. Previews and outcomes are plain JSON; they are shown on
 * the card, told to the model and kept. (Methods, so that a table of them can be read without knowing which is which.)
 */
export interface ActionDefinition<
  Input = unknown,
  Preview extends object = object,
  Outcome extends object = object,
> {
  description: string
  inputSchema: z.ZodType<Input>
  /**
   * What it would do, to the cent, from Stripe and the database; changes nothing. `shown`: the preview the user has confirmed,
   * so that an amount is worked out for the same moment, and what has been done already (by a click whose answer was lost)
   * is no obstacle. Throws `AppError` when it cannot be done now.
   */
  preview(userId: string, input: Input, shown?: Preview): Promise<Preview>
  /** Which choices its card leaves; none unless told, or when `null`. */
  choices?(preview: Preview): readonly string[] | null
  /** Does it. Called twice it has one effect. Throws `AppError`. */
  run(confirmed: Confirmed<Preview>): Promise<Done<Outcome>>
  /** What has become of it since: a payment page that was opened may have been paid. */
  follow?(userId: string, outcome: Outcome): Promise<Outcome>
}

/** Infers the three types of a definition. */
export const defineAction = <Input, Preview extends object, Outcome extends object>(
  definition: ActionDefinition<Input, Preview, Outcome>,
) => definition

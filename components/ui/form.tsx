import type { ComponentProps } from 'react'

interface FormProps extends Omit<ComponentProps<'form'>, 'action' | 'method' | 'onSubmit'> {
  onSend: (form: HTMLFormElement, submitter: HTMLElement | null) => void
}

/**
 * A form that scripts send. One sent before they run goes nowhere, which is what the method `dialog` says outside of a dialog
 * (https://html.spec.whatwg.org/#form-submission-algorithm): with any other one the browser stops loading the page, scripts and
 * all, before it asks the page's policy whether it may send. (One whose action is a function React keeps at home by itself, and
 * sends once they run.)
 */
export function Form({ onSend, ...form }: FormProps) {
  return (
    <form
      {...form}
      method="dialog"
      onSubmit={(event) => {
        event.preventDefault()
        onSend(event.currentTarget, event.nativeEvent.submitter)
      }}
    />
  )
}

/** The member that says of an event that it was about somebody who was erased: it is about nobody any more. */
export const erasedMember = '$erased'

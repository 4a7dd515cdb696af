-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "invited_by_id" TEXT;

-- AlterTable
ALTER TABLE "recipients" ADD COLUMN     "added_by_id" TEXT;

-- AlterTable
ALTER TABLE "tv_screens" ADD COLUMN     "paired_by_id" TEXT;

-- Whose the invitations of before are, as the audit says it: a person's, or of whoever is behind the token that made it.
update invitations i set invited_by_id = (
  select coalesce(t.created_by_id, case when e.who_kind = 'person' then e.who_id end)
  from audit_entries e left join api_tokens t on t.id::text = e.who_id
  where e.action = 'invitation.create' and e.outcome = 'done' and e.who_kind in ('person', 'token')
    and e.subject = i.email || ': ' || array_to_string(i.roles, ', ')
    and e.at between i.created_at - interval '5 seconds' and i.created_at + interval '5 seconds'
  order by e.id limit 1
);

-- Whose the televisions of before are, in the same way.
update tv_screens s set paired_by_id = (
  select coalesce(t.created_by_id, case when e.who_kind = 'person' then e.who_id end)
  from audit_entries e left join api_tokens t on t.id::text = e.who_id
  where e.action = 'screen.pair' and e.outcome = 'done' and e.who_kind in ('person', 'token') and e.subject = s.name
    and e.at between s.paired_at - interval '5 seconds' and s.paired_at + interval '5 seconds'
  order by e.id limit 1
);

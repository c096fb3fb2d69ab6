import { Checkbox } from '@mantine/core';
import { useRoles } from './use-people.ts';
import classes from './people.module.css';

export interface RoleChoiceProps {
  label: string;
  value: readonly string[];
  onChange: (roles: string[]) => void;
}

/** Which of the roles that there are. */
export function RoleChoice({ label, value, onChange }: RoleChoiceProps) {
  const roles = useRoles().data ?? [];
  const toggle = (name: string, checked: boolean): void =>
    onChange(checked ? [...value, name] : value.filter((other) => other !== name));
  return (
    <fieldset className={classes.choice}>
      <legend>{label}</legend>
      {roles.map(({ name, description }) => (
        <Checkbox
          key={name}
          label={name}
          description={description}
          checked={value.includes(name)}
          onChange={(event) => toggle(name, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}

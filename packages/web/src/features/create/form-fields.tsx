import { NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import classes from './create.module.css';
import type { Form, FormField, FormValues } from './forms.ts';

interface FieldProps {
  field: FormField;
  value: string;
  onChange: (value: string) => void;
}

function Field({ field, value, onChange }: FieldProps) {
  const { t } = useTranslation();
  const label = t(field.label);
  if (field.type === 'choice') {
    return (
      <NativeSelect
        label={label}
        value={value}
        data={[...(field.choices ?? [])]}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (field.type === 'lines') {
    return (
      <label className={classes.lines}>
        <span>{label}</span>
        <textarea rows={4} value={value} spellCheck={false} onChange={(event) => onChange(event.currentTarget.value)} />
      </label>
    );
  }
  const Input = field.secret === true ? PasswordInput : TextInput;
  return (
    <Input
      label={label}
      value={value}
      {...(field.type === 'number' ? { inputMode: 'numeric' as const } : {})}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** A form's questions. */
export function FormFields(props: { form: Form; values: FormValues; onChange: (name: string, value: string) => void }) {
  return (
    <>
      {props.form.fields.map((field) => (
        <Field
          key={`${props.form.kind}/${field.name}`}
          field={field}
          value={props.values[field.name] ?? ''}
          onChange={(value) => props.onChange(field.name, value)}
        />
      ))}
    </>
  );
}

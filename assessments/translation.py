"""Names the fields that exist in three languages. modeltranslation reads this module at
start.
"""

from modeltranslation.translator import TranslationOptions, translator

from assessments import models

TRANSLATED = {
    models.Questionnaire: ["title", "lead", "paper_note", "limits", "after_note"],
    models.Instruction: ["text"],
    models.ScalePosition: ["label", "stacked_label"],
    models.Row: ["stem", "left", "right", "note"],
    models.Band: ["title", "text", "caution"],
    models.Claim: ["text"],
    models.ResultNote: ["heading", "text"],
    models.ConsentText: ["processing", "sharing"],
}

for model, names in TRANSLATED.items():
    options_name = f"{model.__name__}Translation"
    options = type(options_name, (TranslationOptions,), {"fields": names})
    translator.register(model, options)

"""FHIR R4: questions as ``Questionnaire``, declarations as ``QuestionnaireResponse``. Plain JSON in and out."""
